/// Losses: scalars of predictions and targets, each under a name that says its convention.
///
/// The first axis counts the samples, N of them; losses are means over samples and sums over
/// everything else. N follows the axis, so a smaller batch is divided by its own size.
@NullMarked
package dev.adjoint.nn.loss;

import org.jspecify.annotations.NullMarked;
