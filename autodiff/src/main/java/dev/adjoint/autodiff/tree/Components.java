package dev.adjoint.autodiff.tree;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the components of a record class and calls its canonical constructor.
///
/// @param path where in the tree the record stands, for messages
record Components(Class<?> type, List<RecordComponent> list, String path) {

  static Components of(Class<?> type, String path) {
    return new Components(type, List.of(type.getRecordComponents()), path);
  }

  int size() {
    return list.size();
  }

  String name(int i) {
    return list.get(i).getName();
  }

  @Nullable Object read(Object record, int i) {
    Method accessor = list.get(i).getAccessor();
    open(accessor);
    return call(() -> accessor.invoke(record), "accessor " + name(i));
  }

  List<@Nullable Object> readAll(Object record) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      values.add(read(record, i));
    }
    return values;
  }

  Object build(List<Object> values) {
    for (int i = 0; i < size(); i++) {
      Class<?> declared = list.get(i).getType();
      if (!declared.isPrimitive() && !declared.isInstance(values.get(i))) {
        throw new TreeException(
            "[tree] component %s of record %s is declared %s and cannot hold a %s: make the record generic, as in record %s<T>(T %s)"
                .formatted(
                    name(i),
                    type.getSimpleName(),
                    declared.getSimpleName(),
                    values.get(i).getClass().getSimpleName(),
                    type.getSimpleName(),
                    name(i)));
      }
    }
    Constructor<?> constructor = canonical();
    open(constructor);
    Object built = call(() -> constructor.newInstance(values.toArray()), "constructor");
    if (built == null) {
      throw new AssertionError("a constructor gave null");
    }
    return built;
  }

  private Constructor<?> canonical() {
    Class<?>[] types = list.stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return type.getDeclaredConstructor(types);
    } catch (NoSuchMethodException e) {
      throw new AssertionError("a record without its canonical constructor: " + type, e);
    }
  }

  private void open(AccessibleObject member) {
    if (!member.trySetAccessible()) {
      throw new TreeException(
          "[tree] record %s at %s is not accessible: add `opens %s to dev.adjoint.autodiff;` to module %s, or make the record public in an exported package"
              .formatted(
                  type.getName(),
                  Walk.place(path),
                  type.getPackageName(),
                  String.valueOf(type.getModule().getName())));
    }
  }

  private interface Reflective {
    @Nullable Object call() throws ReflectiveOperationException;
  }

  private @Nullable Object call(Reflective action, String what) {
    try {
      return action.call();
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new TreeException(
          "[tree] the %s of record %s at %s failed: %s"
              .formatted(what, type.getSimpleName(), Walk.place(path), cause.getMessage()),
          cause);
    } catch (ReflectiveOperationException e) {
      throw new TreeException(
          "[tree] record %s at %s cannot be read: %s"
              .formatted(type.getName(), Walk.place(path), e.getMessage()),
          e);
    }
  }
}
