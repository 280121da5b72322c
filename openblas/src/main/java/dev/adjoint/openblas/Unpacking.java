package dev.adjoint.openblas;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Resources of the class path as files of a directory that only this user can write.
///
/// A file's directory is named by the checksum of its content, so versions do not meet, and a file
/// is written under a name of its own and then renamed, so that other processes see all of it or
/// nothing. A file found there is used if it has the size that it should have; its content is
/// compared, by [#repair], only after it could not be used.
final class Unpacking {
  private static final Set<PosixFilePermission> PRIVATE =
      Set.copyOf(PosixFilePermissions.fromString("rwx------"));

  private final ClassLoader loader;
  private final String root;
  private final Path cache;

  /// Unpacks from below a resource directory to the user's cache.
  Unpacking(ClassLoader loader, String root) throws IOException {
    this(loader, root, userCache());
  }

  Unpacking(ClassLoader loader, String root, Path cache) {
    this.loader = loader;
    this.root = root;
    this.cache = cache;
  }

  boolean holds(String name) {
    return loader.getResource(root + name) != null;
  }

  /// The file with the content of a resource.
  Path unpack(String name) throws IOException {
    URLConnection connection = connection(name);
    long size = connection.getContentLengthLong();
    Path directory = Files.createDirectories(cache.resolve(version(connection)));
    Path target = directory.resolve(name);
    if (intact(target, size)) {
      return target;
    }
    Path part = Files.createTempFile(directory, name, ".part");
    try {
      try (InputStream content = connection(name).getInputStream()) {
        Files.copy(content, part, StandardCopyOption.REPLACE_EXISTING);
      }
      if (!intact(part, size)) {
        throw new IOException(root + name + " was not written whole to " + part);
      }
      move(part, target);
    } finally {
      Files.deleteIfExists(part);
    }
    return target;
  }

  /// Unpacks a file again if its content is not that of the resource. Whether it was not.
  boolean repair(String name) throws IOException {
    Path file = unpack(name);
    try (InputStream right = connection(name).getInputStream();
        InputStream found = Files.newInputStream(file)) {
      if (equal(right, found)) {
        return false;
      }
    }
    Files.delete(file);
    unpack(name);
    return true;
  }

  private static boolean equal(InputStream a, InputStream b) throws IOException {
    byte[] part;
    do {
      part = a.readNBytes(1 << 16);
      if (!Arrays.equals(part, b.readNBytes(1 << 16))) {
        return false;
      }
    } while (part.length > 0);
    return true;
  }

  private URLConnection connection(String name) throws IOException {
    URL url = loader.getResource(root + name);
    if (url == null) {
      throw new FileNotFoundException(root + name);
    }
    URLConnection connection = url.openConnection();
    connection.setUseCaches(false);
    return connection;
  }

  /// What tells one content from another without reading it: the checksum that a jar keeps.
  private static String version(URLConnection connection) throws IOException {
    long mark = connection.getLastModified();
    if (connection instanceof JarURLConnection jar) {
      mark = jar.getJarEntry().getCrc();
      jar.getJarFile().close();
    }
    return Long.toHexString(mark);
  }

  private static void move(Path part, Path target) throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static boolean intact(Path file, long size) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) == size;
  }

  /// The user's cache directory; where it cannot be written, one below the temporary directory.
  private static Path userCache() throws IOException {
    String cacheHome = System.getenv("XDG_CACHE_HOME");
    Path home =
        cacheHome != null && Path.of(cacheHome).isAbsolute()
            ? Path.of(cacheHome)
            : Path.of(System.getProperty("user.home", "."), ".cache");
    Path own = writable(home.resolve("adjoint").resolve("openblas"));
    return own != null ? own : temporary(Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
  }

  /// The one directory of this user below a temporary directory, where others may write too:
  /// whatever stands there under its name must be the user's own, and nobody else's to write.
  static Path temporary(Path parent) throws IOException {
    String user = System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9._-]", "_");
    Path directory = parent.resolve("adjoint-openblas-" + user);
    boolean posix = Files.getFileStore(parent).supportsFileAttributeView("posix");
    try {
      if (posix) {
        Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(PRIVATE));
      } else {
        Files.createDirectory(directory);
      }
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException(directory + " is in the way: it is not a directory", e);
      }
    }
    if (posix) {
      PosixFileAttributes found =
          Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!found.owner().equals(me(parent)) || !found.permissions().equals(PRIVATE)) {
        throw new IOException(
            "%s is not trusted: it belongs to %s with mode %s"
                .formatted(
                    directory,
                    found.owner().getName(),
                    PosixFilePermissions.toString(found.permissions())));
      }
    }
    return directory;
  }

  /// Who owns the files that this process writes, whatever name it goes by.
  private static UserPrincipal me(Path parent) throws IOException {
    Path mine = Files.createTempFile(parent, "adjoint", null);
    try {
      return Files.getOwner(mine);
    } finally {
      Files.delete(mine);
    }
  }

  private static @Nullable Path writable(Path directory) {
    try {
      Files.createDirectories(directory);
      if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(directory, PRIVATE);
      }
      Files.deleteIfExists(Files.createTempFile(directory, "try", null));
      return directory;
    } catch (IOException | SecurityException e) {
      return null;
    }
  }
}
