package dev.adjoint.testkit;

/// The seed of every property: fixed, so that a run can be repeated.
final class Seed {
  static final String VALUE = "20260521";

  private Seed() {}
}
