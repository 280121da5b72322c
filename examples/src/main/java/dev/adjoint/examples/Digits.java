package dev.adjoint.examples;

import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.Key;
import dev.adjoint.autodiff.symbolic.Printer;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import dev.adjoint.autodiff.tree.Tree;
import dev.adjoint.examples.image.LabelledImages;
import dev.adjoint.nn.data.Dataset;
import dev.adjoint.nn.layer.Mlp;
import dev.adjoint.nn.optimizer.Momentum;
import dev.adjoint.nn.train.Measure;
import dev.adjoint.nn.train.Metrics;
import dev.adjoint.nn.train.Progress;
import dev.adjoint.nn.train.Trained;
import dev.adjoint.nn.train.Trainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// A loss of one's own, from formula to trained network: the [FocalLoss] is checked against finite
/// differences, its gradient printed, and a network trained by it on images.
///
/// ```text
/// mvn -q -pl examples -am compile exec:exec
/// mvn -q -pl examples -am compile exec:exec -Dapp.args="--data garments --epochs 5"
/// ```
///
/// Exit code 0; 1 if data cannot be read, the gradient is wrong or, without a word, if the output
/// is closed before the end; 2 for options that make no sense.
@Command(
    name = "digits",
    sortOptions = false,
    description = "Checks, prints and trains by a loss written as its textbook formula.")
public final class Digits implements Callable<Integer> {
  private static final FocalLoss LOSS = new FocalLoss(2);

  @Option(
      names = "--data",
      defaultValue = "digits",
      paramLabel = "SET",
      description =
          "digits, garments (a part of Fashion-MNIST), or a directory with IDX files such as"
              + " train-images-idx3-ubyte.gz (default: digits)")
  private String data = "digits";

  @Option(names = "--epochs", description = "passes over the training set (40; garments: 12)")
  private @Nullable Integer epochs;

  @Option(names = "--batch", description = "samples in a step (16; garments: 64)")
  private @Nullable Integer batch;

  @Option(names = "--hidden", description = "units of the hidden layer (128)")
  private @Nullable Integer hidden;

  @Option(names = "--rate", description = "learning rate (0.1; garments: 0.05)")
  private @Nullable Double rate;

  @Option(names = "--seed", description = "of split, weights and order (default: 1)")
  private long seed = 1;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "print this")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @SuppressWarnings("NullAway.Init") // set by picocli
  @Spec
  private CommandSpec spec;

  private Digits() {}

  /// What is trained, and how.
  private record Plan(
      UnaryOperator<Expr> activation, int epochs, int batch, int hidden, double rate) {
    Expr logits(Mlp<Expr> p, Expr x) {
      return Mlp.apply(p, activation, x);
    }
  }

  /// Runs the example and ends the virtual machine.
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(out, err, args));
  }

  /// Runs the example and returns its exit code.
  static int run(PrintWriter out, PrintWriter err, String... args) {
    return new CommandLine(new Digits())
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler(
            (failure, command, _) -> {
              if (failure instanceof IOException || failure instanceof AdjointException) {
                command.getErr().println("digits: " + failure.getMessage());
                return 1;
              }
              if (failure instanceof ConsoleProgress.OutputClosed) {
                return 1;
              }
              throw failure;
            })
        .execute(args);
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    boolean small = data.equals("digits");
    Plan plan =
        new Plan(
            small ? Expr::tanh : Expr::relu,
            positive("--epochs", epochs, small ? 40 : 12),
            positive("--batch", batch, small ? 16 : 64),
            positive("--hidden", hidden, 128),
            rate == null ? (small ? 0.1 : 0.05) : rate);
    if (!(plan.rate > 0) || Double.isInfinite(plan.rate)) {
      throw new ParameterException(
          spec.commandLine(), "--rate must be a positive number, got " + plan.rate);
    }
    if (data.isBlank()) {
      throw new ParameterException(
          spec.commandLine(), "--data must be digits, garments or a directory, got nothing");
    }
    LabelledImages images =
        switch (data) {
          case "digits" -> LabelledImages.digits(seed);
          case "garments" -> LabelledImages.garments();
          default -> LabelledImages.directory(Path.of(data));
        };
    boolean right = check(out, plan, images.train());
    print(out);
    train(out, plan, images);
    return right ? 0 : 1;
  }

  private int positive(String option, @Nullable Integer given, int preset) {
    if (given != null && given < 1) {
      throw new ParameterException(
          spec.commandLine(), option + " must be at least 1, got " + given);
    }
    return given == null ? preset : given;
  }

  /// The gradient of the loss of a small tanh network on a few images against finite differences.
  private boolean check(PrintWriter out, Plan plan, Dataset train) {
    Dataset few = train.split(Math.min(8, train.size()), seed).first();
    Tensor images = few.x().cast(DType.FLOAT64);
    Mlp<Tensor> model =
        Mlp.glorot(Key.of(seed), DType.FLOAT64, images.shape().size(1), plan.hidden, 10);
    Mlp<Expr> p = Tree.map(model, Tensor.class, (path, t) -> Input.of(path, t.type()));
    Input x = Input.of("x", images.type());
    Input y = Input.of("y", few.y().type());
    Expr loss = LOSS.of(Mlp.apply(p, Expr::tanh, x), y);

    Map<Input, Tensor> at = new HashMap<>(Map.of(x, images, y, few.y()));
    List<Input> parameters = new ArrayList<>();
    Map<String, Tensor> values = Tree.leaves(model, Tensor.class);
    Tree.leaves(p, Input.class)
        .forEach(
            (path, input) -> {
              parameters.add(input);
              at.put(input, values.get(path));
            });
    GradientTable table = GradientTable.of(loss, parameters, at);
    out.printf(
        "The gradient of the focal loss of a network, in float64, on %s:%n",
        few.size() == 1 ? "1 image" : few.size() + " images");
    out.println();
    out.print(table);
    out.println(table.passes() ? "They agree." : "THEY DIFFER: the gradient is wrong.");
    out.println();
    return table.passes();
  }

  /// The gradient of a 2-3-2 network as equations.
  private static void print(PrintWriter out) {
    Dim m = Dim.of("m", 4);
    Input x = Input.of("x", new TensorType(DType.FLOAT64, Shape.of(m, Dim.of(2))));
    Input y = Input.of("y", new TensorType(DType.INT64, Shape.of(m)));
    Input w1 = Input.of("w1", DType.FLOAT64, 3, 2);
    Input w2 = Input.of("w2", DType.FLOAT64, 2, 3);
    Expr a1 = x.matmul(w1.transpose()).tanh().named("a1");
    Expr z2 = a1.matmul(w2.transpose()).named("z2");
    Expr loss = LOSS.of(z2, y);
    List<Expr> gradients = Grad.grad(loss, w1, w2).all();
    Map<String, Expr> outputs = new LinkedHashMap<>();
    outputs.put("loss", loss);
    outputs.put("∂loss/∂w1", gradients.get(0));
    outputs.put("∂loss/∂w2", gradients.get(1));
    out.println("The same loss of a network of widths 2-3-2, and its gradient, as derived:");
    out.println();
    out.println(Printer.text(outputs));
  }

  private void train(PrintWriter out, Plan plan, LabelledImages images) {
    Dataset train = images.train();
    int pixels = train.xType(Dim.of(1)).shape().size(1);
    out.printf(
        Locale.ROOT,
        "Training %d-%d-10 on %s: %,d images to train, %,d to test.%n",
        pixels,
        plan.hidden,
        images.description(),
        train.size(),
        images.test().size());
    out.flush();
    Mlp<Tensor> initial = Mlp.glorot(Key.of(seed), DType.FLOAT32, pixels, plan.hidden, 10);
    Measure<Mlp<Expr>> loss = (p, x, y) -> LOSS.of(plan.logits(p, x), y);
    Measure<Mlp<Expr>> accuracy = (p, x, y) -> Metrics.accuracy(plan.logits(p, x), y);
    Trained<Mlp<Tensor>> trained;
    long steps = (long) plan.epochs * train.batchCount(plan.batch);
    try (ConsoleProgress progress = ConsoleProgress.of(out, steps)) {
      trained =
          Trainer.of(loss)
              .optimizer(new Momentum(plan.rate, 0.9))
              .schedule(epoch -> 1 - 0.9 * (epoch - 1) / plan.epochs)
              .epochs(plan.epochs)
              .batch(plan.batch)
              .seed(seed)
              .validate(accuracy, images.test())
              .progress(progress)
              .fit(initial, train);
    }
    Progress.Epoch last = trained.history().getLast();
    out.printf(
        Locale.ROOT,
        "Accuracy on the %,d test images: %.2f %%%n",
        images.test().size(),
        100 * last.metric().orElseThrow());
  }
}
