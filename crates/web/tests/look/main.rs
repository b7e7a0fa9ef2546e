//! Everything that can be said about how pages look without a browser.
