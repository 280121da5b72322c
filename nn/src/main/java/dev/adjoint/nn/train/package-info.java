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
/// Parameters may have an optimizer of their own or stay frozen, and a step may take several
/// batches:
///
/// ```java
/// trainer
///     .optimizer(new WeightDecay(new Momentum(0.1, 0.9), 1e-4))
///     .group(new Momentum(0.1, 0.9), "**.bias")    // no decay
///     .freeze("layers[0].weight")
///     .batch(32)
///     .accumulate(4)                               // the gradient of 128 samples
/// ```
///
/// [Trainer] compiles forward pass, backward pass and update into one program that owns the
/// parameters; [Evaluation] takes the mean of a metric over a data set. Nothing here prints: a
/// [Progress] listens. Deep models that do not fit in memory train with
/// `checkpoint(Checkpoint::least)`.
@NullMarked
package dev.adjoint.nn.train;

import org.jspecify.annotations.NullMarked;
