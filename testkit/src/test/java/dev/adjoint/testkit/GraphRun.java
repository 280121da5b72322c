package dev.adjoint.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// A run over numbered graphs, on all cores.
final class GraphRun {
  private static final int FAILURES = 5;

  private final Tally tally = new Tally();
  private final List<Autopsy.Failure> failures = Collections.synchronizedList(new ArrayList<>());

  private GraphRun() {}

  /// Examines the graphs from one number to before another; gives up after a few failures.
  static GraphRun of(long from, long to) {
    GraphRun run = new GraphRun();
    AtomicLong next = new AtomicLong(from);
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      workers.add(Thread.ofPlatform().name("graphs-" + i).start(() -> run.work(next, to)));
    }
    for (Thread worker : workers) {
      try {
        worker.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    return run;
  }

  private void work(AtomicLong next, long to) {
    Tally own = new Tally();
    for (long number = next.getAndIncrement();
        number < to && failures.size() < FAILURES;
        number = next.getAndIncrement()) {
      try {
        Autopsy.of(Specimen.of(number), Subject.LIBRARY, own);
      } catch (Autopsy.Failure failure) {
        failures.add(failure);
        own.add("failure/" + failure.oracle + " " + number, 1);
      }
    }
    synchronized (tally) {
      tally.addAll(own);
    }
  }

  Tally tally() {
    return tally;
  }

  /// The failures, each as the smallest graph that still fails and as a test to paste.
  List<String> reports() {
    return failures.stream().map(GraphRun::report).toList();
  }

  private static String report(Autopsy.Failure failure) {
    GraphCase smallest = failure.smallest(Subject.LIBRARY);
    String name = "Graph%dTest".formatted(failure.specimen.number());
    return "%s: %s%nshrunk:%n%s%n%s"
        .formatted(
            failure.getMessage(),
            failure.getCause(),
            smallest,
            JavaText.test(smallest, failure.oracle, name, "Subject.LIBRARY"));
  }
}
