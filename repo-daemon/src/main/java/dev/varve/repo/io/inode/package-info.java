/**
 * Files and folders as open inodes, with the flags that a file system keeps of them; through the
 * Foreign Function API. Main class: {@code Inode}.
 */
@NullMarked
package dev.varve.repo.io.inode;

import org.jspecify.annotations.NullMarked;
