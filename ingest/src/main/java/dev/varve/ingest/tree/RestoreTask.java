package dev.varve.ingest.tree;

/** One regular file to write. */
record RestoreTask(SharedDirectory directory, TreeEntry entry) {}
