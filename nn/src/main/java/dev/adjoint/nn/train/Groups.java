package dev.adjoint.nn.train;

import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tree.Paths;
import dev.adjoint.nn.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// Parameters that have an optimizer of their own, or none because they are frozen.
record Groups(List<Group> list) {
  static final Groups NONE = new Groups(List.of());

  /// Those that patterns name; frozen without an optimizer.
  record Group(Paths paths, Optional<Optimizer> optimizer) {
    @Override
    public String toString() {
      return optimizer.map(o -> "the group ").orElse("frozen ") + paths.patterns();
    }
  }

  Groups {
    list = List.copyOf(list);
  }

  Groups plus(Paths paths, Optional<Optimizer> optimizer) {
    List<Group> more = new ArrayList<>(list);
    more.add(new Group(paths, optimizer));
    return new Groups(more);
  }

  /// The optimizer of each path that is trained; `others` for those that are in no group. Throws if
  /// a pattern names nothing, or a path belongs to two groups.
  SequencedMap<String, Optimizer> of(Collection<String> paths, Optimizer others) {
    SequencedMap<String, Group> owners = new LinkedHashMap<>();
    for (Group group : list) {
      for (String path : group.paths.in(paths)) {
        Group before = owners.putIfAbsent(path, group);
        if (before != null) {
          throw new AdjointException(
              "[train] %s is in two groups: %s and %s".formatted(path, before, group));
        }
      }
    }
    SequencedMap<String, Optimizer> optimizers = new LinkedHashMap<>();
    for (String path : paths) {
      Group owner = owners.get(path);
      Optional<Optimizer> own = owner == null ? Optional.of(others) : owner.optimizer;
      own.ifPresent(optimizer -> optimizers.put(path, optimizer));
    }
    if (optimizers.isEmpty() && !paths.isEmpty()) {
      throw new AdjointException("[train] all parameters are frozen");
    }
    return optimizers;
  }
}
