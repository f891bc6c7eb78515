// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Approval} from "../../contracts/support/Approval.sol";
import {PolicyFixture, PolicyFixtures} from "../../contracts/support/PolicyFixture.sol";
import {Attempt} from "./Attempts.sol";
import {Audit} from "./Audit.sol";
import {Dice} from "./Dice.sol";

enum Weight {
    Authorizes,
    Settles,
    Commits
}

/// @notice What somebody is about to say to the contract: a wallet itself, an account through one of its keys.
struct Statement {
    Weight weight;
    address who;
    /// @dev `who` itself when it is a wallet.
    address key;
    address caller;
    bytes32 digest;
    uint256 capability;
    uint256 amount;
    /// @dev What the same account commits before it in the same call.
    uint256 before;
    /// @dev Of the amount: what is in a deal already, which the limits of a period and of a lifetime do not count.
    uint256 uncounted;
    uint256 category;
    address[] payees;
    /// @dev What the controller reads, where its approval is asked for.
    Approval approval;
}

/// @notice How it is said, and whether the model says that it counts.
struct Word {
    bytes signature;
    bool good;
    /// @dev Broken when the contract takes it all the same.
    uint256 promised;
}

/// @notice An account's word before it is written down; each part may be a lie.
struct Paper {
    address signer;
    bytes32 digest;
    bool silent;
    address principal;
    PolicyFixture policy;
    bool proven;
    bytes proofs;
    address approver;
    bytes32 approved;
    /// @dev What the approver was shown is not what is committed, in one of its fields.
    uint256 misshown;
}

/// @notice Words of wallets and of accounts, most of them honest; and what the model says of them, from the protocol.
abstract contract Words is Audit {
    uint256 private constant TORN = 10;
    uint256 private constant LIES = 11;
    uint256 private constant SHOWN_FIELDS = 5;

    /// @dev No one lies any more, and accounts are spoken for by who controls them.
    bool internal _earnest;
    /// @dev Every other word is a lie.
    bool internal _tempted;

    // ---- who says what ----

    /// @dev Mostly somebody who can: an account with something left of its limits, now and then one whose limits leave
    /// more than it has, so that its treasury is needed.
    function _spender(Dice memory dice) internal view returns (address who) {
        if (dice.oneIn(4)) {
            for (uint256 i = 0; i < 6; ++i) {
                who = _managedAccount(dice);
                if (!_isFrozen(who) && _beyond(dice, who) != 0) return who;
            }
        }
        for (uint256 i = 0; i < 4; ++i) {
            who = _trader(dice);
            if (!_isOpened(who) || (!_isFrozen(who) && _remainingLimits(who) >= 50)) break;
        }
    }

    /// @return amount More than the account has, which its limits and its treasury leave it; zero when there is none.
    function _beyond(Dice memory dice, address account) internal view returns (uint256 amount) {
        if (!_isOpened(account)) return 0;
        uint256 most = _remainingLimits(account);
        return most > _balance[account] ? dice.between(_balance[account] + 1, most) : 0;
    }

    function _authorizes(
        Dice memory dice,
        address who,
        bytes32 digest,
        uint256 capability
    ) internal view returns (Statement memory statement) {
        statement.who = who;
        statement.digest = digest;
        statement.capability = capability;
        _appoint(dice, statement);
    }

    function _yields(
        Dice memory dice,
        address who,
        bytes32 digest,
        uint256 amount
    ) internal view returns (Statement memory statement) {
        statement = _authorizes(dice, who, digest, 4);
        statement.weight = Weight.Settles;
        statement.amount = amount;
    }

    function _commits(
        Dice memory dice,
        address who,
        bytes32 digest,
        uint256 capability,
        uint256 amount
    ) internal view returns (Statement memory statement) {
        statement = _authorizes(dice, who, digest, capability);
        statement.weight = Weight.Commits;
        statement.amount = amount;
    }

    /// @dev By its own call, or by a signature in the hands of a relayer.
    function _appoint(Dice memory dice, Statement memory statement) private view {
        address who = statement.who;
        statement.key = who;
        if (_isOpened(who)) statement.key = _earnest ? _controllerOf(who) : _keyFor(dice, who, statement.capability);
        statement.caller = dice.oneIn(3) ? statement.key : _relayer;
    }

    /// @dev Mostly a key that may, if there is one; now and then anybody's.
    function _keyFor(Dice memory dice, address account, uint256 capability) private view returns (address key) {
        if (dice.oneIn(10)) return dice.oneIn(3) ? _controllers[dice.roll(_controllers.length)] : _agent(dice);
        if (dice.oneIn(8)) return _controllerOf(account);
        uint256 start = dice.roll(_agents.length);
        for (uint256 i = 0; i < _agents.length; ++i) {
            key = _agents[(start + i) % _agents.length];
            if (_mayAct(account, key, capability)) return key;
        }
        if (!dice.oneIn(4)) key = _controllerOf(account);
    }

    /// @dev One that was allowed something once, if there is one that may not do this now.
    function _wrongKey(Dice memory dice, address account, uint256 capability) internal view returns (address key) {
        uint256 start = dice.roll(_agents.length);
        for (uint256 i = 0; i < _agents.length; ++i) {
            key = _agents[(start + i) % _agents.length];
            if (_grants[account][key].known && !_mayAct(account, key, capability)) return key;
        }
        return dice.oneIn(2) ? _accountOf[account].principal : _controllers[dice.roll(_controllers.length)];
    }

    // ---- how ----

    /// @dev In the caller's own call nothing has to be signed.
    function _utter(Dice memory dice, Statement memory statement) internal view returns (Word memory word) {
        if (!_isOpened(statement.who)) {
            word.good = true;
            bool calls = statement.caller == statement.who;
            word.signature = calls ? bytes("") : _sign(dice, statement.who, statement.digest);
            return word;
        }
        uint256 lie = !_earnest && dice.oneIn(_tempted ? 2 : 12) ? 1 + dice.roll(LIES) : 0;
        Paper memory paper = _paper(dice, statement, lie);
        word.signature = _written(dice, statement, paper);
        (word.good, word.promised) = _weigh(statement, paper);
        if (lie != TORN) return word;
        bytes memory torn = word.signature;
        assembly ("memory-safe") {
            mstore(torn, 19)
        }
        (word.good, word.promised) = (false, 20);
    }

    /// @dev What is said does not count: the call must fail, by the promise that it would break.
    function _subject(Attempt memory attempt, Word memory word) internal pure {
        if (word.good) return;
        if (attempt.expected) attempt.promised = word.promised;
        attempt.expected = false;
    }

    function _paper(
        Dice memory dice,
        Statement memory statement,
        uint256 lie
    ) private view returns (Paper memory paper) {
        address who = statement.who;
        paper.signer = lie == 1 ? _agent(dice) : statement.key;
        paper.digest = lie == 2 ? keccak256(abi.encode(statement.digest)) : statement.digest;
        paper.silent = lie == 3 || (statement.caller == statement.key && dice.oneIn(2));
        paper.principal = lie == 4 ? statement.key : _accountOf[who].principal;
        paper.policy = lie == 5 ? PolicyFixtures.unlimited() : _accountOf[who].policy;
        if (statement.weight == Weight.Commits) _prove(statement, paper, lie == 6);
        bool due = statement.weight != Weight.Authorizes && statement.amount > paper.policy.approvalAbove;
        if (lie == 7 || !(due || dice.oneIn(8))) return paper;
        if (statement.key == _controllerOf(who) && dice.oneIn(2)) return paper;
        paper.approver = lie == 8 ? _agent(dice) : _controllerOf(who);
        paper.approved = lie == 9 ? keccak256(abi.encode(statement.digest)) : statement.digest;
        if (lie == 11) paper.misshown = 1 + dice.roll(SHOWN_FIELDS);
    }

    /// @dev Of a payee or a category that is not on the list there is none: another's is shown.
    function _prove(Statement memory statement, Paper memory paper, bool falsely) private view {
        paper.proven = true;
        bytes32 root = paper.policy.counterparties;
        if (root != 0) {
            for (uint256 i = 0; i < statement.payees.length; ++i) {
                _show(paper, root, uint160(statement.payees[i]), falsely ? address(_pool) : statement.payees[i]);
            }
        }
        root = paper.policy.categories;
        if (root != 0) _show(paper, root, statement.category, address(uint160(statement.category)));
    }

    function _show(Paper memory paper, bytes32 root, uint256 member, address shown) private view {
        bytes memory proof = _proofs[root][uint160(shown)];
        if (proof.length == 0) proof = hex"00";
        if (keccak256(proof) != keccak256(_proofs[root][member])) paper.proven = false;
        paper.proofs = bytes.concat(paper.proofs, proof);
    }

    function _written(
        Dice memory dice,
        Statement memory statement,
        Paper memory paper
    ) private view returns (bytes memory) {
        bytes memory signature = paper.silent ? bytes("") : _sign(dice, paper.signer, paper.digest);
        if (statement.weight == Weight.Authorizes) return abi.encodePacked(statement.key, signature);
        bytes memory approval;
        if (paper.approver != address(0)) {
            approval = bytes.concat(
                bytes5(statement.approval.validUntil),
                _sign(dice, paper.approver, _shown(statement, paper))
            );
        }
        return
            abi.encodePacked(
                statement.key,
                paper.principal,
                paper.policy.pack(),
                paper.proofs,
                uint16(signature.length),
                signature,
                approval
            );
    }

    /// @return The digest of what the approver is shown: all as it is, but for one field at most.
    function _shown(Statement memory statement, Paper memory paper) private view returns (bytes32) {
        Approval memory read = abi.decode(abi.encode(statement.approval), (Approval));
        uint256 last = read.payees.length;
        if (paper.misshown == 1) ++read.total;
        else if (paper.misshown == 2) read.purpose = string.concat(read.purpose, " ");
        else if (paper.misshown == 3) --read.validUntil;
        else if (paper.misshown == 4 && last != 0) read.payees[last - 1].payee = _stranger;
        else if (paper.misshown != 0 && last != 0) read.payees[last - 1].most ^= 1;
        return read.digest(address(quittance), statement.who, paper.approved);
    }

    // ---- what it weighs ----

    function _weigh(Statement memory statement, Paper memory paper) private view returns (bool good, uint256 promised) {
        if (!_mayAct(statement.who, statement.key, statement.capability)) return (false, 22);
        if (paper.silent) {
            if (statement.caller != statement.key) return (false, 21);
        } else {
            if (paper.digest != statement.digest) return (false, 19);
            if (paper.signer != statement.key) return (false, 21);
        }
        if (statement.weight == Weight.Authorizes) return (true, 0);
        if (!_isInForce(statement.who, paper)) return (false, 20);
        if (statement.weight == Weight.Commits && !(paper.proven && _affords(statement))) return (false, 20);
        address controller = _controllerOf(statement.who);
        if (statement.amount <= paper.policy.approvalAbove || statement.key == controller) return (true, 0);
        if (paper.approver != controller) return (false, 20);
        if (paper.misshown != 0) return (false, 30);
        return paper.approved == statement.digest ? (true, 0) : (false, 19);
    }

    function _isInForce(address account, Paper memory paper) private view returns (bool) {
        PolicyFixture memory policy = _accountOf[account].policy;
        return policy.hashFor(_accountOf[account].principal) == paper.policy.hashFor(paper.principal);
    }

    /// @dev Every limit of the policy in force, asked of the list of what was committed.
    function _affords(Statement memory statement) private view returns (bool) {
        address who = statement.who;
        PolicyFixture storage policy = _accountOf[who].policy;
        if (_isFrozen(who)) return false;
        if (block.timestamp < policy.activeFrom || block.timestamp >= policy.activeUntil) return false;
        if (statement.amount > policy.perTransaction) return false;
        // An amendment that takes nothing is within limits that a policy set below what was spent.
        uint256 more = statement.before + statement.amount - statement.uncounted;
        if (more > _less(policy.perPeriod, _committedSince(who, _periodStart(policy)))) return false;
        return more <= _less(policy.lifetime, _budgets[who].spent);
    }
}
