package dev.varve.tools.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;

/**
 * Where a command's words go: results to standard output, all else to standard error; with JSON one
 * object a line on standard output, the last of them the result. Safe for use by many threads.
 */
public final class Output {
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean json;

    public Output(PrintWriter out, PrintWriter err, boolean json) {
        this.out = out;
        this.err = err;
        this.json = json;
    }

    public boolean json() {
        return json;
    }

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** One line of JSON; nothing unless JSON was asked for. */
    public synchronized void event(ObjectNode object) {
        if (json) {
            out.println(text(object));
            out.flush();
        }
    }

    /** A line of the result for people; nothing when JSON was asked for. */
    public synchronized void line(String text) {
        if (!json) {
            out.println(text);
            out.flush();
        }
    }

    /** A remark on standard error, in both forms. */
    public synchronized void remark(String text) {
        err.println(text);
        err.flush();
    }

    /** A piece of a line on standard error, for a bar that is drawn again and again. */
    synchronized void draw(String text) {
        err.print(text);
        err.flush();
    }

    static String text(ObjectNode object) {
        try {
            return MAPPER.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON nodes can always be written", e);
        }
    }
}
