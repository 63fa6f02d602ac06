/** What a push had made durable when its process died. Main class: {@code SessionJournal}. */
@NullMarked
package dev.varve.ingest.journal;

import org.jspecify.annotations.NullMarked;
