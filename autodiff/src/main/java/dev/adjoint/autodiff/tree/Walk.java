package dev.adjoint.autodiff.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// A walk over one or several trees of equal structure at once, which rebuilds the first one with
/// other leaves.
record Walk(Tree.IsLeaf isLeaf, BiFunction<String, List<Object>, Object> replace) {
  /// Records and lists within one another; more is a list that contains itself.
  private static final int DEEPEST = 200;

  Object visit(String path, List<?> values) {
    return visit(path, values, 0);
  }

  private Object visit(String path, List<?> values, int depth) {
    List<Object> present = new ArrayList<>();
    for (Object value : values) {
      present.add(notNull(path, value));
    }
    Object first = present.getFirst();
    if (depth > DEEPEST) {
      throw new TreeException(
          "[tree] more than %d levels at %s...: does a list contain itself?"
              .formatted(DEEPEST, path.substring(0, Math.min(path.length(), 40))));
    }
    if (isLeaf.test(first)) {
      for (Object other : present) {
        if (!isLeaf.test(other)) {
          throw differ(path, first, other);
        }
      }
      return notNull(path, replace.apply(path, present));
    }
    if (first instanceof List<?> list) {
      return list(path, list, present, depth);
    }
    if (first instanceof Record record) {
      return record(path, record, present, depth);
    }
    for (Object other : present) {
      if (isLeaf.test(other) || other instanceof List<?> || other instanceof Record) {
        throw differ(path, first, other);
      }
    }
    present.forEach(value -> refuseHiddenLeaf(path, value));
    return first;
  }

  private List<Object> list(String path, List<?> first, List<Object> all, int depth) {
    for (Object other : all) {
      if (!(other instanceof List<?> list) || list.size() != first.size()) {
        throw differ(path, first, other);
      }
    }
    List<Object> result = new ArrayList<>(first.size());
    for (int i = 0; i < first.size(); i++) {
      List<@Nullable Object> elements = new ArrayList<>();
      for (Object list : all) {
        elements.add(((List<?>) list).get(i));
      }
      result.add(visit(path + "[" + i + "]", elements, depth + 1));
    }
    return List.copyOf(result);
  }

  private Object record(String path, Record first, List<Object> all, int depth) {
    for (Object other : all) {
      if (other.getClass() != first.getClass()) {
        throw differ(path, first, other);
      }
    }
    Components components = Components.of(first.getClass(), path);
    List<Object> result = new ArrayList<>();
    for (int i = 0; i < components.size(); i++) {
      List<@Nullable Object> values = new ArrayList<>();
      for (Object record : all) {
        values.add(components.read(record, i));
      }
      String name = components.name(i);
      result.add(visit(path.isEmpty() ? name : path + "." + name, values, depth + 1));
    }
    return components.build(result);
  }

  private static Object notNull(String path, @Nullable Object value) {
    if (value == null) {
      throw new TreeException(
          "[tree] %s is null: leave out what a model lacks by an empty list or a record without it"
              .formatted(place(path)));
    }
    return value;
  }

  private void refuseHiddenLeaf(String path, Object value) {
    if (holdsLeaf(path, value, 0)) {
      throw new TreeException(
          "[tree] %s is a %s that holds leaves, which would be left out: only records and lists are looked into"
              .formatted(place(path), value.getClass().getSimpleName()));
    }
  }

  private boolean holdsLeaf(String path, @Nullable Object value, int depth) {
    return value != null
        && depth <= DEEPEST
        && (isLeaf.test(value)
            || contents(path, value).stream().anyMatch(x -> holdsLeaf(path, x, depth + 1)));
  }

  private static Collection<?> contents(String path, Object value) {
    if (value instanceof Object[] array) {
      return Arrays.asList(array);
    }
    return switch (value) {
      case Record record -> Components.of(record.getClass(), path).readAll(record);
      case Collection<?> collection -> collection;
      case Map<?, ?> map -> map.values();
      case Optional<?> optional -> optional.stream().toList();
      default -> List.of();
    };
  }

  private static TreeException differ(String path, Object a, Object b) {
    return new TreeException(
        "[tree] structures differ at %s: %s and %s"
            .formatted(place(path), describe(a), describe(b)));
  }

  private static String describe(Object value) {
    return switch (value) {
      case List<?> list -> "a list of " + list.size();
      case Record record -> "a record " + record.getClass().getSimpleName();
      default -> "a " + value.getClass().getSimpleName();
    };
  }

  static String place(String path) {
    return path.isEmpty() ? "the root" : path;
  }
}
