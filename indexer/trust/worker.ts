import { answerTasks } from "../threads/answer-tasks.ts";
import type { Task, TaskResult } from "./messages.ts";
import { Scores } from "./scores.ts";

// Runs in a thread of its own: the scores of a large market take seconds, in which the indexer would index nothing.
const scores = new Scores();
answerTasks<Task, TaskResult>((task) => scores.do(task));
