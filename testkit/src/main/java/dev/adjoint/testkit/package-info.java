/// Arbitraries and assertions for property tests; nothing is written here yet.
@NullMarked
package dev.adjoint.testkit;

import org.jspecify.annotations.NullMarked;
