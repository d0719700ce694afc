package org.fastest.cli;

/** The texts of {@code --help}. */
final class Help {
    private Help() {}

    static final String MAIN =
            """
            usage: fastest COMMAND [OPTION…] [PATH…]

              discover   list the tests of a project
              run        run tests
              doctor     say what a run would be made of, and why
              trust      list the folders whose code editors may run, add and forget them
              cache clear
                         forget what is kept to be quicker the next time
              --stdio    be a language server for an editor
              --version  say which version this is
              --help     say this; 'fastest COMMAND --help' says more
            """;

    static final String TRUST =
            """
            usage: fastest trust
                   fastest trust add DIR
                   fastest trust forget DIR

              Lists the folders whose code the language server may run without being
              asked, adds one with all that lies in it, or forgets it. An editor's own
              word about trust goes first. Commands run what they are asked to anyway.
            """;

    static final String DOCTOR =
            """
            usage: fastest doctor [OPTION…] [PATH…]

              Says which interpreter, pytest, plugins and settings a run would have,
              which engine would run the tests of each file, and why; and what of this
              installation a report of a bug should hold: versions, folders, what is
              kept. Collects, runs nothing. Options are those of 'fastest run'.
            """;

    private static final String COMMON =
            """
              -C DIR               as if started in DIR
              --python PYTHON      the interpreter whose pytest is used
              --rootdir DIR, -c FILE, -o NAME=VALUE, -p PLUGIN, -k EXPR, -m EXPR,
              --ignore PATH, --deselect ID
                                   as pytest has them; other --flag and --flag=value
                                   go to pytest as they are, and all behind --
              -v, -q               say more, say less
              --color WHEN         auto, always or never
              -h, --help           say this
            """;

    static final String DISCOVER =
            """
            usage: fastest discover [OPTION…] [PATH…]

            Lists tests as pytest would collect them, by asking pytest.

              --static             only read the source texts: milliseconds, no Python started;
                                   parameter sets that only running code knows stay unexpanded
              --fresh              ask pytest even where nothing has changed since it was asked
              --verify             let pytest collect everything, and say where that differs from what
                                   the texts tell and from what was kept; exit status 1 if it does
              --format FORMAT      ids (one node id a line), tree, json or count
            """
                    + COMMON
                    + """

                    exit status: 0 ok, 2 a file could not be collected, 4 usage or configuration error, 5 no tests
                    """;

    static final String RUN =
            """
            usage: fastest run [OPTION…] [PATH|NODEID…]

            Runs tests with the project's own pytest; where it has none, with the standard library.

              -n N                 N workers, or auto for one per core (default 1)
              --profile NAME       as [tool.fastest.profiles.NAME] of pyproject.toml says
              --engine ENGINE      auto, or full for pytest in any case
              --report json=FILE   write the results as JSON
              --report junit=FILE, --junit-xml=FILE
                                   write them as JUnit XML, as pytest would
              --no-annotations     say nothing to GitHub where GITHUB_ACTIONS is true
              -x, --maxfail N      stop at the first failure, or the Nth
              --lf, --ff, --nf, --sw, --tb, -r, --durations, --co, --setup-show, --pdb …
                                   as pytest has them, with its own cache folder
              --timeout SECONDS    end a test, or an import while collecting, that takes longer
              --run-timeout SECONDS
                                   end the whole run after that time
            """
                    + COMMON
                    + """

                    exit status: 0 ok, 1 tests failed, 2 interrupted or errors during collection,
                    3 internal error, 4 usage or configuration error, 5 no tests
                    """;
}
