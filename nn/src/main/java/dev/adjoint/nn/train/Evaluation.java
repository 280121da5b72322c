package dev.adjoint.nn.train;

import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.nn.data.Dataset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The mean of a metric over a data set, taken batch by batch, so that memory does not grow with
/// the set.
///
/// @param <M> the model, holding expressions
public final class Evaluation<M> {
  private final Program program;
  private final List<Input> used;
  private final Input x;
  private final Input y;
  private final int batch;

  private Evaluation(Measure<M> metric, M model, Dataset data, int batch) {
    if (data.size() == 0) {
      throw new AdjointException("[evaluate] there are no samples");
    }
    this.batch = Math.min(batch, data.size());
    Dim m = Dim.of("m", this.batch);
    this.x = Input.of("x", data.xType(m));
    this.y = Input.of("y", data.yType(m));
    Expr value = metric.of(model, x, y);
    this.used = Graph.inputs(List.of(value));
    this.program = Program.compile(value);
  }

  /// The evaluation of a metric for models of these parameters.
  static <M> Evaluation<M> of(
      Measure<M> metric, Parameters<M> parameters, Dataset data, int batch) {
    return new Evaluation<>(metric, parameters.model(), data, batch);
  }

  /// The mean over all samples of a metric that averages over the samples of a batch.
  ///
  /// @param model the parameters, holding tensors
  /// @param batch how many samples are evaluated at once
  public static <M> double mean(Object model, Measure<M> metric, Dataset data, int batch) {
    if (batch < 1) {
      throw new AdjointException("[evaluate] a batch needs at least one sample, got " + batch);
    }
    Parameters<M> parameters = Parameters.of(model);
    return of(metric, parameters, data, batch).mean(parameters.values(), data);
  }

  /// The mean for these values of the parameters.
  double mean(Map<Input, Tensor> parameters, Dataset data) {
    Map<Input, Tensor> bindings = new HashMap<>(parameters);
    double sum = 0;
    for (Dataset.Minibatch part : (Iterable<Dataset.Minibatch>) data.batches(batch)::iterator) {
      bindings.put(x, part.x());
      bindings.put(y, part.y());
      bindings.keySet().retainAll(used);
      sum += program.run(bindings).getFirst().item() * part.x().shape().size(0);
    }
    return sum / data.size();
  }
}
