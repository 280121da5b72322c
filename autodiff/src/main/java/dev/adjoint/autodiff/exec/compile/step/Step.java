package dev.adjoint.autodiff.exec.compile.step;

/// One unit of work of a program; immutable, so that runs on several workspaces can share it.
public interface Step {
  /// Reads and writes the workspace.
  void run(Workspace workspace);

  /// One line for the listing of a program.
  String describe();
}
