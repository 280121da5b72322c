package dev.adjoint.testkit;

import dev.adjoint.autodiff.graph.Domain;
import dev.adjoint.autodiff.graph.ElementwiseBinary;
import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Assertions about an op.
///
/// ```java
/// @Test
/// void cubeSatisfiesItsContract() {
///   assertThat(new Cube()).satisfiesItsContract();
/// }
/// ```
public final class OpAssert {
  private static final int CASES = 4;

  private final Op op;

  OpAssert(Op op) {
    this.op = op;
  }

  /// An elementwise op of one or two operands is a right op, on scalars, vectors, matrices and
  /// empty tensors of numbers within its [Domain]. What is asked: see
  /// [#satisfiesItsContract(TensorType...)].
  public Outcome satisfiesItsContract() {
    int operands =
        switch (op) {
          case ElementwiseUnary _ -> 1;
          case ElementwiseBinary _ -> 2;
          default ->
              throw new IllegalArgumentException(
                  "[%s] is not elementwise: say which operands it takes, as in satisfiesItsContract(TensorType.of(FLOAT64, 3, 2))"
                      .formatted(op.name()));
        };
    Problems problems = new Problems();
    Outcome outcome = Outcome.NOTHING;
    for (Shape shape : List.of(Shape.scalar(), Shape.of(5), Shape.of(2, 3), Shape.of(3, 0))) {
      TensorType type = new TensorType(DType.FLOAT64, shape);
      outcome = outcome.plus(onTypes(Collections.nCopies(operands, type), problems));
    }
    return finish(outcome, problems);
  }

  /// The op is a right one on operands of these types, floating ones filled with numbers within its
  /// [Domain], INT64 ones with 0 to 9. Floating operands are FLOAT64 here; they are tried as
  /// FLOAT32 too.
  ///
  /// Asked are: a type rule that explains a wrong number of operands; equal values from the
  /// interpreter and the compiled program, in both dtypes; a vjp rule that is the derivative of
  /// what is computed, by dual numbers and by differences, whose own derivative is right as well;
  /// the slopes that its kinks state; a text of it. An error lists all that is wrong.
  public Outcome satisfiesItsContract(TensorType... operands) {
    Problems problems = new Problems();
    return finish(onTypes(List.of(operands), problems), problems);
  }

  /// The op is a right one at these operands, as in [#satisfiesItsContract(TensorType...)]; for
  /// operands that no domain describes, such as indices into an axis.
  public Outcome satisfiesItsContractAt(Tensor... operands) {
    Problems problems = new Problems();
    Outcome outcome = new OpContract(op, problems).at(List.of(operands));
    return finish(outcome, problems);
  }

  private Outcome onTypes(List<TensorType> types, Problems problems) {
    OpContract contract = new OpContract(op, problems);
    Random random = new Random(20_251_101);
    Outcome outcome = Outcome.NOTHING;
    for (int i = 0; i < CASES; i++) {
      List<Tensor> operands = new ArrayList<>();
      for (TensorType type : types) {
        operands.add(operand(type, operands.size(), random));
      }
      outcome = outcome.plus(contract.at(operands));
      if (!problems.isEmpty()) {
        break;
      }
    }
    return outcome;
  }

  private Tensor operand(TensorType type, int number, Random random) {
    List<Integer> codes = random.ints(24, -Palette.CODES, Palette.CODES + 1).boxed().toList();
    Tensor plain = Tensors.tensor(type, Palette.PLAIN, codes);
    return type.dtype() != DType.FLOAT64
        ? plain
        : Arrays.stream(op.getClass().getAnnotationsByType(Domain.class))
            .filter(domain -> domain.operand() == number)
            .findFirst()
            .map(domain -> Domains.into(domain, plain))
            .orElse(plain);
  }

  private Outcome finish(Outcome outcome, Problems problems) {
    problems.failIfAny("[" + op.name() + "]");
    return outcome;
  }
}
