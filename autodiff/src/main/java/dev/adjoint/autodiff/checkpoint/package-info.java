/// Memory for time: gradients that compute forward values again instead of holding them.
///
/// ```java
/// List<Expr> outputs = new ArrayList<>(Grad.grad(loss, parameters).all());
/// outputs.add(loss);
/// Program program = Program.compile(Checkpoint.least(outputs).outputs());
/// Checkpoint.within(outputs, 1L << 30);          // no more than it takes to fit in a gibibyte
/// Checkpoint.keeping(outputs, List.of(h8, h16)); // what to hold is known
/// ```
///
/// [Passes] parts the graph in forward and backward pass, [Cuts] and [Segments] say what is held,
/// [Recomputation] makes the copies, which read what is held through
/// [dev.adjoint.autodiff.op.Barrier]s.
@NullMarked
package dev.adjoint.autodiff.checkpoint;

import org.jspecify.annotations.NullMarked;
