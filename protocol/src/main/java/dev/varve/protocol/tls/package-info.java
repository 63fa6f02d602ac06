/**
 * Certificates and TLS contexts: the repository's own certificate authority, what it issues, and
 * the mutual TLS 1.3 that both ends speak. Main class: {@code CertificateAuthority}.
 */
@NullMarked
package dev.varve.protocol.tls;

import org.jspecify.annotations.NullMarked;
