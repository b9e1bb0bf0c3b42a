import type { Pool } from 'pg';

/** What a customer orders: how many of which product. */
export interface Purchase {
  readonly sku: string;
  readonly quantity: number;
}

/** The shop's tables in the shop's words. Each function is one query, save for `placeOrder`. */
export function createQueries(pool: Pool) {
  return {
    async allOrders() {
      const { rows } = await pool.query(
        `SELECT o.id, o.customer, o.status, to_char(o.placed_on, 'YYYY-MM-DD') AS "placedOn",
                sum(l.quantity * p.price_cents)::int AS "totalCents"
           FROM orders o JOIN order_lines l ON l.order_id = o.id JOIN products p USING (sku)
          GROUP BY o.id ORDER BY o.id DESC LIMIT 8`,
      );
      return rows;
    },

    async order(id: number) {
      const { rows } = await pool.query(
        `SELECT id, customer, status, to_char(placed_on, 'YYYY-MM-DD') AS "placedOn"
           FROM orders WHERE id = $1`,
        [id],
      );
      return rows[0];
    },

    async lines(id: number) {
      const { rows } = await pool.query(
        `SELECT sku, name, quantity, price_cents AS "priceCents"
           FROM order_lines JOIN products USING (sku) WHERE order_id = $1 ORDER BY sku`,
        [id],
      );
      return rows;
    },

    async ordersHandedOver(): Promise<{ id: number; customer: string }[]> {
      const { rows } = await pool.query(
        `SELECT id, customer FROM orders WHERE status <> 'placed' ORDER BY id`,
      );
      return rows;
    },

    async product(sku: string) {
      const { rows } = await pool.query(
        `SELECT sku, name, price_cents AS "priceCents", stock FROM products WHERE sku = $1`,
        [sku],
      );
      return rows[0];
    },

    /** There is no such table: this is how a failing query looks in a trace. */
    async refunds() {
      const { rows } = await pool.query('SELECT order_id, amount_cents FROM refunds');
      return rows;
    },

    /** Takes the goods from stock and writes the order, or leaves all as it was. */
    async placeOrder({ sku, quantity }: Purchase): Promise<number | 'out of stock'> {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        const taken = await client.query(
          'UPDATE products SET stock = stock - $2 WHERE sku = $1 AND stock >= $2',
          [sku, quantity],
        );
        if (taken.rowCount === 0) {
          await client.query('ROLLBACK');
          return 'out of stock';
        }
        const { rows } = await client.query(
          `INSERT INTO orders (customer, status, placed_on)
           VALUES ('Walk-in customer', 'placed', current_date) RETURNING id`,
        );
        await client.query('INSERT INTO order_lines VALUES ($1, $2, $3)', [
          rows[0].id,
          sku,
          quantity,
        ]);
        await client.query('COMMIT');
        return rows[0].id;
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      } finally {
        client.release();
      }
    },
  };
}
