import { createClient } from '@supabase/supabase-js';

const supabase = createClient(`${location.origin}/supabase`, 'the-anonymous-key');

export async function call(): Promise<unknown> {
  const { data, error, status } = await supabase.from('orders').select('id, state').eq('id', 7);
  return { data, error, status };
}
