//! Nothing: the tests are in `it`, the process that jails decoders for them in `main`.
