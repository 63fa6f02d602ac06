/** Nodes: the pages of an image's Merkle tree. docs/formats/node.md. */
@NullMarked
package dev.varve.protocol.node;

import org.jspecify.annotations.NullMarked;
