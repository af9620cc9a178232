// language and direction of the whole page, for screen readers; Streamlit's link past the navigation in that language
((said) => {
  const root = document.documentElement;
  root.lang = said.language;
  root.dir = said.direction;
  // a new tab without a language in its address opens in the one chosen here
  document.cookie = `hifazat_language=${said.language}; path=/; max-age=31536000; SameSite=Strict`;
  const skip = document.querySelector('[data-testid="stSkipToContent"]');
  if (skip) skip.textContent = said.skip;
})
