/** Express and pg with nothing between: a row put in (B0), a page of the columns that ours reads (B5), over the same Postgres. */
import { createServer } from 'node:http';
import express from 'express';
import pg from 'pg';
import { taskColumns } from '../../app/queries/task-row.ts';

const pool = new pg.Pool({ connectionString: process.env['DUECOURSE_DATABASE_URL'], max: 10 });
const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.use(express.json());
app.get('/healthz', (_request, response) => {
  response.json({});
});

app.post('/tasks', async (request, response) => {
  const { id, user_id, title, due_date } = request.body as Record<string, string | null>;
  const { rows } = await pool.query({
    name: 'insert',
    text: `INSERT INTO bench_tasks (id, user_id, title, due_date) VALUES ($1, $2, $3, $4) RETURNING *`,
    values: [id, user_id, title, due_date],
  });
  response.status(201).json(rows[0]);
});

app.get('/tasks', async (request, response) => {
  const { rows } = await pool.query({
    name: 'list',
    text: `SELECT ${taskColumns} FROM tasks
      WHERE user_id = $1 AND NOT completed AND status <> 'ARCHIVED' AND deleted_at IS NULL
      ORDER BY coalesce(due_date, 'infinity'::timestamptz), id LIMIT 50`,
    values: [request.query['user']],
  });
  response.json({ items: rows });
});

app.get('/search', async (request, response) => {
  const { rows } = await pool.query({
    name: 'search',
    text: `SELECT ${taskColumns}, ts_rank(search_vector, q) AS rank
      FROM tasks, websearch_to_tsquery('english', $2) AS q
      WHERE user_id = $1 AND search_vector @@ q AND deleted_at IS NULL ORDER BY rank DESC, id DESC LIMIT 50`,
    values: [request.query['user'], request.query['q']],
  });
  response.json({ items: rows });
});

const server = createServer(app);
server.keepAliveTimeout = 60_000;
await pool.query(`CREATE TABLE IF NOT EXISTS bench_tasks (
  id uuid PRIMARY KEY, user_id uuid NOT NULL, title text NOT NULL, due_date timestamptz, created_at timestamptz NOT NULL DEFAULT now()
)`);
await new Promise<void>((resolve) => server.listen(Number(process.env['APP_PORT']), '127.0.0.1', resolve));
process.once('SIGTERM', () => {
  server.close(() => void pool.end());
  server.closeAllConnections();
});
