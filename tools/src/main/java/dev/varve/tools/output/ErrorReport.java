package dev.varve.tools.output;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Turns what went wrong into words and an exit code, in one place for all commands. */
public record ErrorReport(int code, String name, String message, String advice, int exitCode) {
    /** What a failure means to the caller. */
    public static ErrorReport of(Throwable failure) {
        return switch (failure) {
            case ProtocolException known -> of(known.code(), text(known), known.advice());
            case ClusterException cluster -> of(cluster);
            case NoSuchFileException missing ->
                    of(
                            ErrorCode.SOURCE_UNREADABLE,
                            "no file or directory " + missing.getFile(),
                            "check the path");
            case AccessDeniedException denied ->
                    of(
                            ErrorCode.SOURCE_UNREADABLE,
                            "no permission for " + denied.getFile(),
                            "run as a user who may open it");
            case IOException io ->
                    of(ErrorCode.INTERNAL, io.getClass().getSimpleName() + ": " + text(io), "");
            case InterruptedException interrupted ->
                    of(
                            ErrorCode.CANCELLED,
                            "cancelled",
                            "run the same command again: it goes on where this one stopped");
            default ->
                    of(
                            ErrorCode.INTERNAL,
                            "a bug in varve: " + failure,
                            "report it with the output of the same command under VARVE_TRACE=1");
        };
    }

    private static ErrorReport of(ClusterException failure) {
        if (failure.isForbidden()) {
            return of(
                    ErrorCode.FORBIDDEN,
                    text(failure),
                    "give this user of the cluster that right, or act as another with --as");
        }
        return failure.isPassing()
                ? of(ErrorCode.UNAVAILABLE, text(failure), "try again when the API server answers")
                : of(ErrorCode.INTERNAL, "the API server refused: " + text(failure), "");
    }

    public static ErrorReport of(ErrorCode code, String message, String advice) {
        return new ErrorReport(code.number(), code.name(), message, advice, code.exitCode());
    }

    /** As one line of JSON on {@code out}, or as lines for people on {@code err}. */
    public void print(PrintWriter out, PrintWriter err, boolean json) {
        if (json) {
            ObjectNode report = Output.object();
            ObjectNode error = report.putObject("error");
            error.put("code", code).put("name", name);
            error.put("message", message).put("advice", advice).put("exitCode", exitCode);
            out.println(Output.text(report));
            out.flush();
            return;
        }
        err.println("varve: " + message + " [" + name + "]");
        if (!advice.isEmpty()) {
            err.println("  what to do: " + advice);
        }
        err.flush();
    }

    private static String text(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
