/// Parameters as trees: a model is a record whose components are tensors or expressions, lists, or
/// such records again.
///
/// ```java
/// record Dense<T>(T weight, T bias) {}
/// record Mlp<T>(List<Dense<T>> layers) {}
///
/// Tree.leaves(model).keySet();    // [layers[0].weight, layers[0].bias, layers[1].weight, …]
/// Mlp<Expr> inputs = Tree.map(model, Tensor.class, (path, t) -> Input.of(path, t.type()));
/// ```
///
/// [Tree] has path names, a map, and a zip, which derivatives, optimizers, training and saving
/// share. [Paths] chooses leaves by patterns: `layers[0]`, `**.bias`.
@NullMarked
package dev.adjoint.autodiff.tree;

import org.jspecify.annotations.NullMarked;
