package dev.varve.k8s.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Reads lists page by page, through lost connections and lists that grew too old. */
final class Lister {
    private static final int PAGE_OBJECTS = 500;
    private static final int ATTEMPTS = 5;

    private final HttpCalls calls;

    Lister(HttpCalls calls) {
        this.calls = calls;
    }

    void list(ListQuery query, ObjectSink sink) throws IOException, InterruptedException {
        String at = "";
        do {
            at = page(query, at, sink);
        } while (!at.isEmpty());
    }

    /** Reads one page; gives where the next one begins. */
    private String page(ListQuery query, String from, ObjectSink sink)
            throws IOException, InterruptedException {
        String at = from;
        long taken = 0;
        for (int attempt = 1; ; attempt++) {
            ListPage page = new ListPage(query.resource(), taken);
            try (InputStream body = calls.stream(path(query, at))) {
                page.read(body, new Guarded(sink));
                return page.next();
            } catch (SinkFailed e) {
                throw e.failure;
            } catch (ClusterException e) {
                if (e.isGone() && !e.continuation().isEmpty() && attempt < ATTEMPTS) {
                    at = e.continuation(); // the same place in a newer state
                    taken = 0;
                } else {
                    throw e;
                }
            } catch (IOException e) {
                // A page asked for by its token is the same page; the first one may differ.
                taken = Math.max(taken, page.seen());
                if (attempt >= ATTEMPTS || (at.isEmpty() && taken > 0)) {
                    throw e;
                }
            }
        }
    }

    private static String path(ListQuery query, String from) {
        StringBuilder path =
                new StringBuilder(query.resource().path(query.namespace(), ""))
                        .append("?limit=")
                        .append(PAGE_OBJECTS);
        add(path, "continue", from);
        add(path, "labelSelector", query.labelSelector());
        add(path, "fieldSelector", query.fieldSelector());
        return path.toString();
    }

    private static void add(StringBuilder path, String name, String value) {
        if (!value.isEmpty()) {
            path.append('&').append(name).append('=');
            path.append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }

    /** Tells failures of whoever takes the objects from those of the connection. */
    private record Guarded(ObjectSink sink) implements ObjectSink {
        @Override
        public void accept(byte[] object) throws IOException, InterruptedException {
            try {
                sink.accept(object);
            } catch (IOException e) {
                throw new SinkFailed(e);
            }
        }
    }

    private static final class SinkFailed extends IOException {
        private static final long serialVersionUID = 1;
        private final transient IOException failure;

        SinkFailed(IOException failure) {
            super(failure);
            this.failure = failure;
        }
    }
}
