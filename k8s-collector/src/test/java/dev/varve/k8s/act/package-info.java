/** Acts, their journal, and what a dead run leaves. */
@NullMarked
package dev.varve.k8s.act;

import org.jspecify.annotations.NullMarked;
