"""The way to EDGAR and back: the XML of a filing, its schemas, and what EDGAR asks for besides."""
