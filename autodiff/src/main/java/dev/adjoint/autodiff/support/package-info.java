/// Where a cotangent may be other than zero: how that passes backwards through each lowering, and
/// when a zero stays zero.
///
/// [Support] maps a BOOL expression over a result to one over an operand; [Linear] says whether a
/// rule can have made NaN out of 0·∞. The backward pass uses both so that a branch that was not
/// taken never reaches a gradient (docs/design/0002).
@NullMarked
package dev.adjoint.autodiff.support;

import org.jspecify.annotations.NullMarked;
