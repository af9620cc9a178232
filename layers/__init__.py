"""Map layers as code: each draws one table or answer, and knows no screen."""
