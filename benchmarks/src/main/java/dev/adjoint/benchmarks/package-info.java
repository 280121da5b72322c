/// JMH benchmarks; nothing is written here yet.
@NullMarked
package dev.adjoint.benchmarks;

import org.jspecify.annotations.NullMarked;
