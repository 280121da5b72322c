package dev.adjoint.examples;

import dev.adjoint.nn.train.Progress;
import java.io.Console;
import java.io.PrintWriter;
import java.io.Serial;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/// Progress for people: a bar that moves where standard output is a terminal, a line for every
/// epoch elsewhere. Once nobody reads the output, the run ends by [OutputClosed].
final class ConsoleProgress implements Progress, AutoCloseable {
  /// Nobody reads the output any more, as in `digits | head`: there is nothing to say and nobody to
  /// say it to.
  static final class OutputClosed extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    OutputClosed() {
      super("the output is closed");
    }
  }

  private final PrintWriter out;
  private final long start = System.nanoTime();
  private final @Nullable ProgressBar bar;

  private ConsoleProgress(PrintWriter out, @Nullable ProgressBar bar) {
    this.out = out;
    this.bar = bar;
  }

  @SuppressWarnings("SystemConsoleNull") // it is null under -Djdk.console=java.base
  static ConsoleProgress of(PrintWriter out, long steps) {
    Console console = System.console();
    boolean terminal = console != null && console.isTerminal();
    return new ConsoleProgress(
        out,
        terminal
            ? new ProgressBarBuilder()
                .setTaskName("training")
                .setInitialMax(steps)
                .setStyle(ProgressBarStyle.ASCII)
                .build()
            : null);
  }

  @Override
  public void step(Step step) {
    if (out.checkError()) {
      throw new OutputClosed();
    }
    if (bar != null) {
      bar.step();
    }
  }

  @Override
  public void epoch(Epoch epoch) {
    double accuracy = 100 * epoch.metric().orElse(Double.NaN);
    if (bar != null) {
      bar.setExtraMessage(
          String.format(Locale.ROOT, "loss %.4f, test %.2f %%", epoch.loss(), accuracy));
      return;
    }
    out.printf(
        Locale.ROOT,
        "epoch %3d of %d: loss %.5f, test accuracy %.2f %%, %.1f s%n",
        epoch.epoch(),
        epoch.epochs(),
        epoch.loss(),
        accuracy,
        (System.nanoTime() - start) / 1e9);
    out.flush();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
