import type { ActionBody } from './action-body.ts'
import { actionInfo } from './action-info.ts'
import { ReplyDecoder, type Shown, shownForm } from './reply-decoder.ts'

/** A long text in base64: what an inline action took from around it, which only the server can read. */
const ENCRYPTED = /^[A-Za-z0-9+/]{60,}={0,2}$/

/**
 * The arguments that an action is called with; undefined where they can't be read.
 * @param byScript whether a script invoked it, not a plain form
 * @param inline whether it is defined inside a component
 */
export function actionArguments(
  body: ActionBody,
  byScript: boolean,
  inline: boolean,
): readonly Shown[] | undefined {
  const args = byScript ? sentArguments(body) : formArguments(body)
  const [first, ...others] = args ?? []
  const hidden = inline && typeof first === 'string' && ENCRYPTED.test(first)
  return hidden ? ['[encrypted: what the action took from around it]', ...others] : args
}

function sentArguments({ parts, text }: ActionBody): readonly Shown[] | undefined {
  // A body that is no form is what would be a form's first field, and is referred to as such.
  const fields = parts ?? (text === undefined ? [] : [{ name: '0', size: text.length, value: text }])
  const root = new ReplyDecoder(fields, '', actionName).field('0')
  return Array.isArray(root) ? root : undefined
}

/** What is bound comes first, then the form. */
function formArguments({ parts, formAction }: ActionBody): readonly Shown[] | undefined {
  if (parts === undefined || formAction === undefined) return undefined
  const form = shownForm(parts)
  const { prefix } = formAction
  if (prefix === undefined) return [form]
  const described = new ReplyDecoder(parts, prefix, actionName).field('0')
  const bound = (described as { bound?: Shown } | undefined)?.bound
  return Array.isArray(bound) ? [...bound, form] : [form]
}

function actionName(id: string): string | undefined {
  return actionInfo(id)?.name
}
