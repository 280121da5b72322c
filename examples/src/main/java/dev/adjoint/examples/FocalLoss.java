package dev.adjoint.examples;

import static dev.adjoint.autodiff.op.Gather.takeAlong;
import static dev.adjoint.autodiff.op.Softmax.softmax;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.tensor.Dim;

/// The focal loss, written as in its paper: `FL = −(1 − p)^γ · log p`, with p = softmax(z) of the
/// true class, averaged over samples. Of γ = 0 it is cross entropy; a larger γ turns attention from
/// samples that are already right to those that are not.
///
/// Nothing here is a derivative: the gradient is derived.
///
/// Source: Lin, Goyal, Girshick, He and Dollár, "Focal loss for dense object detection", ICCV 2017,
/// equation 4, with softmax for several classes.
///
/// @param gamma γ, not negative
record FocalLoss(double gamma) {
  /// The loss of logits z `[m, classes]` for class numbers `[m]`.
  Expr of(Expr z, Expr labels) {
    Expr column = labels.reshape(labels.shape().insert(1, Dim.of(1)));
    Expr p = takeAlong(softmax(z, 1), column, 1).named("p");
    return p.negate().plus(1).pow(gamma).times(p.log()).negate().mean().named("loss");
  }
}
