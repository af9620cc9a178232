// language and direction of the whole page, for screen readers; Streamlit's link past the navigation in that language
((said) => {
  const root = document.documentElement;
  root.lang = said.language;
  root.dir = said.direction;
  const skip = document.querySelector('[data-testid="stSkipToContent"]');
  if (skip) skip.textContent = said.skip;
})
