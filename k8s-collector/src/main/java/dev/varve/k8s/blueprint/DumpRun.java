package dev.varve.k8s.blueprint;

import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.hook.CommandStream;
import dev.varve.k8s.hook.Redaction;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Makes an application's dump, and loads one. Either is whole, or ends with an exception. */
public final class DumpRun {
    private final CommandStream commands;

    public DumpRun(Cluster cluster, Redaction redaction) {
        this.commands = new CommandStream(cluster, redaction);
    }

    /** Writes the dump; what was written counts only when this comes back. */
    public long dump(BlueprintMember member, DumpScript script, OutputStream sink)
            throws IOException, InterruptedException {
        return commands.read(
                member.container(), member.command(script.dump()), sink, script.limit());
    }

    /**
     * Loads a dump. Its end is told to the command as the end of its standard input, so the
     * connection must be able to say that.
     */
    public void load(BlueprintMember member, DumpScript script, InputStream dump)
            throws IOException, InterruptedException {
        commands.write(member.container(), member.command(script.load()), dump, script.limit());
    }
}
