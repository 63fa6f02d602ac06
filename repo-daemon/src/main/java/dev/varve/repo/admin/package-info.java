/**
 * The admin side: health, metrics, and a read-only view of the repository over HTTP, described in
 * docs/formats/admin-openapi.json. Main class: {@code AdminServer}.
 */
@NullMarked
package dev.varve.repo.admin;

import org.jspecify.annotations.NullMarked;
