/// Training and evaluation.
///
/// ```java
/// Trained<Mlp<Tensor>> trained =
///     Trainer.of((Mlp<Expr> p, Expr x, Expr y) ->
///             Losses.categoricalCrossEntropyOfLogits(Mlp.apply(p, Relu::relu, x), y))
///         .optimizer(new GradientDescent(0.1))
///         .epochs(20)
///         .batch(32)
///         .seed(1)
///         .fit(model, data);
/// ```
///
/// [Trainer] compiles forward pass, backward pass and update into one program that owns the
/// parameters; [Evaluation] takes the mean of a metric over a data set. Nothing here prints: a
/// [Progress] listens. Deep models that do not fit in memory train with
/// `checkpoint(Checkpoint::least)`.
@NullMarked
package dev.adjoint.nn.train;

import org.jspecify.annotations.NullMarked;
