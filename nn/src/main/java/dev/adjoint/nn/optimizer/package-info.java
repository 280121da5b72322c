/// Optimizers: pure functions from parameter, gradient and state to the next parameter and state,
/// in expressions, so that a whole training step is one program.
@NullMarked
package dev.adjoint.nn.optimizer;

import org.jspecify.annotations.NullMarked;
