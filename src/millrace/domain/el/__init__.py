"""The expression language: templates, parser, evaluator (R135-R159)."""
