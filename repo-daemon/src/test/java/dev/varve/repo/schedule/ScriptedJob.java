package dev.varve.repo.schedule;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Does what a test says, and notes the tokens that it was given. */
final class ScriptedJob implements Job {
    /** What a run does. */
    interface Body {
        void run(JobContext context) throws IOException, InterruptedException;
    }

    private final String name;
    final List<String> tokens = new ArrayList<>();
    Body body = context -> {};

    ScriptedJob(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    int runs() {
        return tokens.size();
    }

    @Override
    public JobResult run(JobContext context) throws IOException, InterruptedException {
        tokens.add(new String(context.resumeToken(), StandardCharsets.UTF_8));
        body.run(context);
        return JobResult.done("run " + tokens.size());
    }

    static byte[] token(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
