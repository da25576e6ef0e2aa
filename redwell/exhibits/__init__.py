"""What is sent beside a form: Exhibit 24, the power of attorney."""
