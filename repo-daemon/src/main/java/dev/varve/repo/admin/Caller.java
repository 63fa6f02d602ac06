package dev.varve.repo.admin;

import dev.varve.repo.vault.OperatorRegistry;
import dev.varve.repo.vault.Role;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;

/** Who sent a request, by the token. */
final class Caller implements SecurityContext, Principal {
    private final OperatorRegistry.Known known;

    Caller(OperatorRegistry.Known known) {
        this.known = known;
    }

    /** Whoever asks, as the ledger has it: "operator admin", "legal eva". */
    static String actor(SecurityContext request) {
        return request.getUserPrincipal().getName();
    }

    /** The person behind a request that came through the filter of tokens. */
    static OperatorRegistry.Known known(SecurityContext request) {
        return ((Caller) request.getUserPrincipal()).known;
    }

    Role role() {
        return known.role();
    }

    @Override
    public String getName() {
        return known.actor();
    }

    @Override
    public Principal getUserPrincipal() {
        return this;
    }

    @Override
    public boolean isUserInRole(String role) {
        return known.role().word().equals(role);
    }

    /** The way in is an address of this host, or behind a proxy: not known here. */
    @Override
    public boolean isSecure() {
        return false;
    }

    @Override
    public String getAuthenticationScheme() {
        return "Bearer";
    }
}
