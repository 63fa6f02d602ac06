package dev.varve.repo.admin;

import dev.varve.repo.vault.Role;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Who may ask this. Without it: everybody may look (GET), operators alone may do the rest, so that
 * a new resource is closed until somebody opens it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface AllowedTo {
    Role[] value();
}
