package dev.varve.ingest.tree;

import dev.varve.ingest.posix.FileStatus;
import dev.varve.protocol.node.ChunkList.Part;
import java.util.List;

/**
 * What was read of a regular file.
 *
 * @param status after the reading, its size that of the content
 * @param inline the content when it is short, and there are no parts; else empty
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
record FileContent(FileStatus status, byte[] inline, List<Part> parts) {}
