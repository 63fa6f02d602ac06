package dev.varve.k8s.blueprint;

import dev.varve.k8s.hook.HookPlan;
import dev.varve.k8s.hook.HookRun;
import dev.varve.k8s.hook.LocalCluster;
import dev.varve.k8s.hook.OnError;
import dev.varve.k8s.hook.Redaction;
import dev.varve.k8s.hook.Scratch;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Freezes by a blueprint, says so, and never thaws: a process for tests to kill. */
final class KilledController {
    private KilledController() {}

    public static void main(String[] arguments) {
        Map<String, String> environment = new HashMap<>();
        for (int i = 1; i < arguments.length; i++) {
            String[] words = arguments[i].split("=", 2);
            environment.put(words[0], words[1]);
        }
        Blueprint blueprint = Blueprints.own().find(arguments[0]).orElseThrow();
        BlueprintMember member =
                new BlueprintMember(
                        new Recognition(
                                blueprint, blueprint.mode("held"), "db", Map.of(), List.of()),
                        "shop",
                        "db-0",
                        "killed");
        new HookRun(
                        new LocalCluster(Scratch.prefix(), environment),
                        HookRun.httpClient(),
                        Redaction.PATTERNS,
                        InstantSource.system())
                .run(
                        new HookPlan(
                                "killed",
                                List.of(member.member(OnError.FAIL)),
                                Duration.ofHours(1)),
                        left -> {
                            System.out.println("frozen");
                            Thread.sleep(Duration.ofHours(1));
                            return "";
                        },
                        (name, file, content) -> {});
        System.out.println("not frozen");
    }
}
