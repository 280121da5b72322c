package dev.adjoint.nn.data;

import static dev.adjoint.autodiff.op.Compare.equal;
import static dev.adjoint.autodiff.op.Where.where;

import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.List;
import java.util.Map;

/// The mean and standard deviation of each feature of one data set, by which any other can be
/// standardised: `(x − mean) / deviation`. A feature that does not vary has the deviation 1.
///
/// Measured on the training set alone, it lets nothing of the test set into training.
///
/// @param mean of the shape of a sample
/// @param deviation the root of the mean squared distance from the mean, divided by N
public record Standardization(Tensor mean, Tensor deviation) {

  /// The mean and deviation of a data set.
  public static Standardization of(Dataset data) {
    Tensor x = data.x();
    Input input = Input.of("x", x.type());
    Expr mean = input.mean(0);
    Expr variance = input.minus(mean).square().mean(0);
    Expr one = Constant.of(Tensor.ones(variance.type()));
    Expr deviation = where(equal(variance, 0), one, variance.sqrt());
    List<Tensor> values = Program.compile(mean, deviation).run(Map.of(input, x));
    return new Standardization(values.get(0), values.get(1));
  }

  /// A data set with its samples standardised.
  public Dataset apply(Dataset data) {
    return data.mapX(x -> x.minus(Constant.of(mean)).dividedBy(Constant.of(deviation)));
  }
}
