package dev.adjoint.testkit;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.op.Slice;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Stream;

/// The predictions and targets at which a [LossAssert] tries a loss: FLOAT64, the same in every
/// run.
public sealed interface Samples {
  /// The shape of predictions and targets, which are one.
  Shape shape();

  /// Targets that the loss is defined for.
  List<Tensor> targets();

  /// Probabilities of the target, in the shape [#drawn].
  List<Tensor> probabilities();

  /// The shape of a prediction for one draw of a target.
  Shape drawn();

  /// The mean of the loss over a target that is drawn with these probabilities.
  Expr expected(BinaryOperator<Expr> loss, Expr prediction, Expr probabilities);

  /// Samples of a classification: the last axis has an element per class; targets are one-hot, and
  /// rows of probabilities.
  static Samples ofClasses(int samples, int classes) {
    return new Classes(Shape.of(samples, classes));
  }

  /// Samples of yes-or-no labels: targets are 0 or 1, and probabilities between.
  static Samples ofBinaryLabels(int samples, int labels) {
    return new BinaryLabels(Shape.of(samples, labels));
  }

  /// Samples of a regression: targets are any numbers.
  static Samples ofNumbers(int... sizes) {
    return new Numbers(Shape.of(sizes));
  }

  /// The type of predictions and targets.
  default TensorType type() {
    return new TensorType(DType.FLOAT64, shape());
  }

  /// Predictions of ordinary size.
  default List<Tensor> predictions() {
    return numbers(type(), 6);
  }

  /// Predictions between two ends: the ends, parts of them down to a thousandth, and mixtures.
  default List<Tensor> predictions(double from, double to) {
    if (!(from < to) || Double.isInfinite(from) || Double.isInfinite(to)) {
      throw new IllegalArgumentException(
          "a range needs finite ends in ascending order, got " + from + " and " + to);
    }
    List<Tensor> predictions = new ArrayList<>();
    for (Tensor unit : numbers(type(), 20)) {
      double part = StrictMath.pow(2, -(predictions.size() / 3) / 2.0);
      predictions.add(full(Math.clamp(part * from, from, to)));
      predictions.add(full(Math.clamp(part * to, from, to)));
      double[] x = unit.toDoubleArray();
      for (int j = 0; j < x.length; j++) {
        double moved = part * Math.abs(x[j] / 3) * (x[j] < 0 ? from : to);
        x[j] = Math.clamp(moved, from, to);
      }
      predictions.add(Tensor.of(shape(), x));
    }
    return predictions;
  }

  private Tensor full(double value) {
    return Tensor.full(type(), value);
  }

  /// Numbers of ordinary size.
  private static List<Tensor> numbers(TensorType type, int count) {
    return sampled(
        count, r -> Tensors.tensor(type, Palette.PLAIN, codes(r, type.shape(), -3000, 3000)));
  }

  /// Rows of probabilities, then one-hot rows.
  private static List<Tensor> labels(Shape shape, int soft, int hard) {
    List<Tensor> labels =
        new ArrayList<>(sampled(soft, r -> Labels.probabilities(shape, codes(r, shape, 1, 100))));
    labels.addAll(sampled(hard, r -> Labels.oneHot(shape, codes(r, shape, 0, 1000))));
    return labels;
  }

  private static List<Integer> codes(Random random, Shape shape, int least, int most) {
    return random.ints(shape.size(), least, most + 1).boxed().toList();
  }

  private static List<Tensor> sampled(int count, Function<Random, Tensor> next) {
    Random random = new Random(20_251_101);
    return Stream.generate(() -> next.apply(random)).limit(count).toList();
  }

  /// See [#ofClasses].
  record Classes(Shape shape) implements Samples {
    @Override
    public List<Tensor> targets() {
      return labels(shape, 3, 3);
    }

    @Override
    public List<Tensor> probabilities() {
      return labels(drawn(), 8, 0);
    }

    @Override
    public Shape drawn() {
      return Shape.of(1, shape.size(1));
    }

    @Override
    public Expr expected(BinaryOperator<Expr> loss, Expr prediction, Expr probabilities) {
      Expr sum = Constant.scalar(0, DType.FLOAT64);
      for (int k = 0; k < shape.size(1); k++) {
        double[] hot = new double[shape.size(1)];
        hot[k] = 1;
        Expr weight = Slice.slice(probabilities, 1, k, k + 1).sum();
        sum = sum.plus(weight.times(loss.apply(prediction, Constant.of(Tensor.of(drawn(), hot)))));
      }
      return sum;
    }
  }

  /// See [#ofBinaryLabels].
  record BinaryLabels(Shape shape) implements Samples {
    @Override
    public List<Tensor> targets() {
      return labels(shape.insert(2, Dim.of(2)), 3, 3).stream()
          .map(pairs -> firstOfPairs(pairs, shape))
          .toList();
    }

    private static Tensor firstOfPairs(Tensor pairs, Shape shape) {
      double[] all = pairs.toDoubleArray();
      double[] first = new double[all.length / 2];
      for (int i = 0; i < first.length; i++) {
        first[i] = all[2 * i];
      }
      return Tensor.of(shape, first);
    }

    @Override
    public List<Tensor> probabilities() {
      return labels(Shape.of(1, 2), 8, 0).stream()
          .map(pair -> firstOfPairs(pair, drawn()))
          .toList();
    }

    @Override
    public Shape drawn() {
      return Shape.of(1, 1);
    }

    @Override
    public Expr expected(BinaryOperator<Expr> loss, Expr prediction, Expr probabilities) {
      Expr yes = Constant.of(Tensor.full(new TensorType(DType.FLOAT64, drawn()), 1));
      Expr no = Constant.of(Tensor.full(new TensorType(DType.FLOAT64, drawn()), 0));
      Expr p = probabilities.sum();
      Expr rest = Constant.scalar(1, DType.FLOAT64).minus(p);
      return p.times(loss.apply(prediction, yes)).plus(rest.times(loss.apply(prediction, no)));
    }
  }

  /// See [#ofNumbers].
  record Numbers(Shape shape) implements Samples {
    @Override
    public List<Tensor> targets() {
      return numbers(type(), 6);
    }

    @Override
    public List<Tensor> probabilities() {
      throw new IllegalArgumentException(
          "numbers are not drawn with probabilities: a proper loss is one of classes or labels");
    }

    @Override
    public Shape drawn() {
      return shape;
    }

    @Override
    public Expr expected(BinaryOperator<Expr> loss, Expr prediction, Expr probabilities) {
      throw new IllegalArgumentException(
          "numbers are not drawn with probabilities: a proper loss is one of classes or labels");
    }
  }
}
