package dev.varve.k8s.hook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.ObjectKey;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a hook does. */
public sealed interface HookAction {
    /** Whether a small shell around the command ends it in time. */
    enum Guard {
        SHELL,
        /** For containers without a shell: a command that hangs goes on in there. */
        NONE
    }

    /** Runs a command in a container; code 0 is success. */
    record Exec(ContainerRef container, List<String> command, Guard guard) implements HookAction {
        private static final Set<String> SHELLS = Set.of("sh", "ash", "bash", "dash");

        public Exec {
            if (command.isEmpty() || command.getFirst().isBlank()) {
                throw new IllegalArgumentException("a hook without a command in " + container);
            }
            command = List.copyOf(command);
        }

        /**
         * A command as somebody wrote it. Only one that is a shell itself shows that its container
         * has one, and is ended with its time; any other runs as it is.
         */
        public static Exec asWritten(ContainerRef container, List<String> command) {
            String program = command.isEmpty() ? "" : command.getFirst();
            boolean shell = SHELLS.contains(program.substring(program.lastIndexOf('/') + 1));
            return new Exec(container, command, shell ? Guard.SHELL : Guard.NONE);
        }
    }

    /**
     * Sends one request; a status of 200 to 299 is success. No redirect is followed.
     *
     * @param headers are never shown
     */
    record Http(String method, URI uri, Map<String, String> headers, String body)
            implements HookAction {
        public Http {
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if ((!scheme.equals("https") && !scheme.equals("http")) || uri.getHost() == null) {
                throw new IllegalArgumentException("a hook needs an http or https URL with a host");
            }
            if (uri.getRawUserInfo() != null) {
                throw new IllegalArgumentException(
                        "a URL that holds a password ends in logs: use a header");
            }
            if (!method.matches("GET|POST|PUT|PATCH|DELETE")) {
                throw new IllegalArgumentException("a hook's method is not " + method);
            }
            headers = Map.copyOf(headers);
        }

        @Override
        public String toString() {
            return method + " " + uri.getScheme() + "://" + uri.getAuthority() + uri.getPath();
        }
    }

    /**
     * Creates a Job, waits for its end and deletes it.
     *
     * @param template a Job of {@code batch/v1}; its name is given by the run
     */
    record Job(String namespace, ObjectNode template) implements HookAction {
        public Job {
            if (namespace.isEmpty() || !template.at("/spec/template/spec").isObject()) {
                throw new IllegalArgumentException(
                        "a Job hook needs a namespace and a Job with /spec/template/spec");
            }
            template = template.deepCopy();
        }

        @Override
        public ObjectNode template() {
            return template.deepCopy();
        }
    }

    /** Sets a workload's number of replicas, and remembers the former one on the workload. */
    record Scale(ObjectKey workload, int replicas) implements HookAction {
        public Scale {
            if (replicas < 0 || workload.namespace().isEmpty()) {
                throw new IllegalArgumentException("cannot scale " + workload + " to " + replicas);
            }
        }
    }

    /** Sets a workload back to the number that {@link Scale} remembered. */
    record ScaleBack(ObjectKey workload) implements HookAction {}

    /** What was asked for and cannot be done: fails with its reason, and does nothing. */
    record Refused(String reason) implements HookAction {
        public Refused {
            if (reason.isBlank()) {
                throw new IllegalArgumentException("a refusal without a reason");
            }
        }
    }
}
